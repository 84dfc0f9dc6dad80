"""The errors of the project: one root, a code each, ids only, never the resident's words."""

from __future__ import annotations


class IntakeError(Exception):
    """Root of all errors that the project raises itself. ``message_ja`` may be shown to a person."""

    code = "error"
    message_ja = "うまくいきませんでした。もう一度おためしください。"


class NotFoundError(IntakeError):
    """A wrong id and a foreign id are the same."""

    code = "not_found"
    message_ja = "見つかりませんでした。"


class ConflictError(IntakeError):
    """Somebody else was first."""

    code = "conflict"
    message_ja = "ほかの人が先に変更しました。画面を新しくして、もう一度おためしください。"


class AlreadyClaimedError(ConflictError):
    """Another counselor holds the case."""

    code = "already_claimed"
    message_ja = "ほかの相談員が対応しています。"


class NotHolderError(IntakeError):
    """Only the counselor who claimed the case may do this."""

    code = "not_holder"
    message_ja = "先に「担当する」を押してください。"


class DeniedError(IntakeError):
    """Signed in, but the role does not allow it."""

    code = "denied"
    message_ja = "この操作の権限がありません。"


class InvalidInputError(IntakeError):
    """What came in cannot be used; ``message_ja`` says what to do."""

    code = "invalid_input"

    def __init__(self, message_ja: str) -> None:
        super().__init__(self.code)
        self.message_ja = message_ja


class MasterKeyError(IntakeError):
    """The master key is missing, wrong or unreadable."""

    code = "key"


class CatalogError(IntakeError):
    """A catalogue file is not as it must be; the text names file and entry."""

    code = "catalog"


class DeliveryError(IntakeError):
    """A page or message did not go out; it is tried again."""

    code = "delivery"
