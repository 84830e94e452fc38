"""The organisation's nouns: departments, sections, units, and the changes they went through."""
