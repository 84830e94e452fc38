"""What features ask of notices: `post` a letter, `link` to a page, the contact lines every letter ends with."""

from app.notices.letter import Letter
from app.notices.service.posting import link, post

__all__ = ["Letter", "link", "post"]
