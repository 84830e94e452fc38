"""The sentences about a workbook that came back."""

from __future__ import annotations

from typing import Final

from forms.questions import Text

OTHER_CITY: Final = Text(
    "別の市（別の設置先）の Excel ファイルです。この画面からダウンロードしたファイルを送ってください。",
    "This workbook belongs to another installation. Send the file downloaded from this page.",
)
OTHER_ROUND: Final = Text(
    "別の調査の Excel ファイルです。今回の調査のファイルをこの画面からダウンロードしてください。",
    "This workbook belongs to another survey. Download this survey’s file from this page.",
)
OTHER_SECTION: Final = Text(
    "別の課の Excel ファイルです。自分の課のファイルを、この画面からダウンロードして記入してください。",
    "This workbook belongs to another section. Download your own section’s file from this page.",
)
OTHER_QUESTIONS: Final = Text(
    "調査票の設問が変わる前に作られた Excel ファイルです。もう一度ダウンロードして、記入した内容を貼り付けてください。",
    "The questions have changed since this workbook was made. Download it again and paste your answers.",
)
OTHER_FORMAT: Final = Text(
    "新しい版のシステムで作られた Excel ファイルのため読めません。もう一度ダウンロードしてください。",
    "This workbook was made by another version of the system. Please download it again.",
)
DELETED: Final = Text(
    "この事業は画面で削除されています。取り込むには、先に一覧の「削除した事業」から元に戻してください。",
    "This project was deleted on the screen. Bring it back from “Deleted projects” first.",
)
WAITING: Final = Text(
    "この調査票は決裁待ちのため変更できません。変更するには、先に確認画面で引き戻してください。",
    "This form waits for approval and cannot be changed. Pull it back on the check page first.",
)
CLOSED: Final = Text(
    "受付期間を過ぎているため、この調査票は変更できません。事務局へお問い合わせください。",
    "This form can no longer be changed, because the time for it is over. Please ask the secretariat.",
)
EMPTIED: Final = Text(
    "「{sheet}」シートの事業は全ての欄が空になります。事業そのものを削除するときは、画面の一覧で削除してください。",
    "All cells of a project on sheet “{sheet}” are empty now. To delete the project itself, do so in its list on the screen.",
)
NOT_NONE: Final = Text(
    "事業が記入されているため「該当する事業はない」にはできません。○を消してください。",
    "There are projects, so it cannot be “we have none”. Please remove the ○.",
)
CHANGED: Final = Text(
    "この画面を開いた後に下書きが変わりました。もう一度ご確認ください。まだ何も取り込まれていません。",
    "The draft changed after this page was opened. Please look again; nothing has been taken in yet.",
)
TO_CORRECT: Final = Text(
    "直す必要のある欄があるため取り込めません。",
    "There are cells to correct, so nothing was taken in.",
)
TO_DECIDE: Final = Text(
    "画面とExcelの両方で変更された欄があります。どちらを残すか、すべて選んでください。",
    "Some answers were changed both on the screen and in the workbook. Choose which one to keep for each.",
)
