"""Settings kept in the database: the city's name, whether the data is the demo's."""
