"""What can go wrong in the city hall's terms; each has a page (web.py) and a line (cli.py)."""

from __future__ import annotations

from typing import Final

from forms.questions import Text


class KikitoriError(Exception):
    """Something a person can be told. status: the HTTP answer; message: the sentence."""

    status = 400
    message = Text("この操作はできませんでした。", "This could not be done.")

    def __init__(self, message: Text | None = None) -> None:
        self.message = message or type(self).message
        super().__init__(self.message.en)


class NotFound(KikitoriError):
    """No such thing, or not for this person: both look alike from outside."""

    status = 404
    message = Text("お探しのページは見つかりませんでした。", "This page was not found.")


class NotAllowed(KikitoriError):
    """The person is known and may not."""

    status = 403
    message = Text("この操作を行う権限がありません。", "You are not allowed to do this.")


#: Section or role were changed while somebody was writing; what is not there at all is told in the same words.
NOT_HERE: Final = Text(
    "いまのアカウントでは、ここに保存できません（担当する課の変更、対象の削除などのため）。事務局へお問い合わせください。",
    "Your account cannot save anything here now (your section was changed, or it is gone). Please ask the secretariat.",
)


class RoundClosed(KikitoriError):
    """The round takes no entries now."""

    status = 409
    message = Text(
        "この調査は受付期間外のため、記入・提出はできません。事務局へお問い合わせください。",
        "This survey is not open for entries. Please ask the secretariat.",
    )


class Conflict(KikitoriError):
    """Somebody else was first; nothing was changed."""

    status = 409


class WaitingForApproval(Conflict):
    """The form waits for the section head: it is locked until it was approved, sent back or pulled back."""

    message = Text(
        "この調査票は決裁待ちのため変更できません。変更するには、確認画面で「引き戻す」を押してください。",
        "This form waits for approval and cannot be changed. To change it, pull it back on the check page.",
    )


class FormDeleted(Conflict):
    """The project was deleted meanwhile; it can be brought back from the list at `url`."""

    message = Text(
        "この事業は削除されています。調査票の一覧の「削除した事業」から元に戻せます。",
        "This project was deleted. It can be brought back from “Deleted projects” below the list.",
    )

    def __init__(self, url: str = "") -> None:
        super().__init__()
        self.url = url


class Refused(KikitoriError):
    """What was asked for cannot be done as it stands; nothing was changed."""

    status = 422


class RoundArchived(Refused):
    """The round is kept as it is: nobody changes anything in it, the secretariat neither."""

    status = 409
    message = Text(
        "この調査は保存（読み取り専用）されているため、変更できません。変更するには、先に「期限・延長・決裁・保存」の画面で保存を解除してください。",
        "This survey is archived and cannot be changed. To change it, take it out of the archive first.",
    )
