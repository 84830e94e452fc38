"""Next year: a round made from an old one, projects carried over, this year beside the last."""
