"""Result tables of a round: as they stand for the secretariat, as released for members."""
