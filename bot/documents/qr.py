"""QR codes for invitations, records and labels."""

from __future__ import annotations

from io import BytesIO

import segno

QUIET_ZONE = 4  # modules of white around it (ISO/IEC 18004, 6.3.8)


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """A black-on-white PNG, `scale` pixels per module. Raises ValueError where the text is too long."""
    out = BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=QUIET_ZONE)
    return out.getvalue()


def qr_svg(text: str) -> bytes:
    """An SVG without size, so that the page decides. Raises ValueError where the text is too long."""
    out = BytesIO()
    _code(text).save(out, kind="svg", border=QUIET_ZONE, omitsize=True, nl=False)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    """Error correction M (15 %), more where it costs no space: printed codes get dirty."""
    return segno.make_qr(text, error="m")
