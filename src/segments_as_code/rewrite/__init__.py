"""Write a definition file anew in canonical spelling and order: text in, text out, every comment and blank line kept.

What a file says never changes: the new text is read again before it is given out, and where it does not say the same there
is no new text.
"""

from __future__ import annotations

from segments_as_code.rewrite.codes import CODES
from segments_as_code.rewrite.rewrite import not_rewritten, rewrite

__all__ = ["CODES", "not_rewritten", "rewrite"]
