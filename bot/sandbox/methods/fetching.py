"""getFile and profile pictures."""

from __future__ import annotations

from bot.sandbox.errors import bad_request
from bot.sandbox.files import DOWNLOAD_LIMIT_BYTES, file_id_for
from bot.sandbox.methods.registry import Context, method
from bot.sandbox.model import Json


@method("getFile")
async def get_file(context: Context) -> Json:
    """Make a file downloadable for an hour."""
    file_id = context.args.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = context.sandbox.files.resolve(context.bot, file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > DOWNLOAD_LIMIT_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file_id_for(context.bot, stored.unique_id, file_id[28:]),
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": context.sandbox.files.open_link(context.bot, stored),
    }


@method("getUserProfilePhotos")
async def get_user_profile_photos(context: Context) -> Json:
    """Return no pictures: the sandbox's people have none."""
    if context.args.user_id() not in context.sandbox.people:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}
