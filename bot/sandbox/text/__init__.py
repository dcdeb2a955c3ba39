"""Texts as Telegram reads them: marked-up text parsed, entities computed, lengths counted in UTF-16 units."""
