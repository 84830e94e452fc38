"""Hearings: what people do, one module per part."""
