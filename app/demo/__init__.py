"""The demo city that ships with Kikitori."""
