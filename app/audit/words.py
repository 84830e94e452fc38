"""What the acts in the audit log are called: `feature.act` → words. What has no words here is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.questions import Text, search_key

FEATURES: Final[Mapping[str, Text]] = {
    "accounts": Text("アカウント", "Accounts"),
    "organisation": Text("組織", "Organisation"),
    "rounds": Text("調査", "Surveys"),
    "succession": Text("次年度の調査", "Next year's survey"),
    "responses": Text("回答", "Answers"),
    "workbooks": Text("Excel 調査票", "Excel questionnaires"),
    "importing": Text("取込み", "Import"),
    "flags": Text("フラグ", "Flags"),
    "oversight": Text("食い違い", "Contradictions"),
    "rulings": Text("記入なし等の扱い", "Non-answers"),
    "results": Text("集計表", "Result tables"),
    "editions": Text("版", "Editions"),
    "materials": Text("依頼文・記入例", "Request and examples"),
    "files": Text("ファイル", "Files"),
    "hearings": Text("ヒアリング", "Hearings"),
    "notices": Text("お知らせ", "Notices"),
    "disposal": Text("廃棄", "Disposal"),
    "backup": Text("バックアップ", "Backup"),
    "audit": Text("操作記録", "Audit log"),
}
ACTIONS: Final[Mapping[str, Text]] = {
    "accounts.add": Text("アカウントを追加", "added an account"),
    "accounts.change": Text("アカウントを変更", "changed an account"),
    "accounts.end_sign_ins": Text("ログインを終了させた", "ended sign-ins"),
    "accounts.hand_over": Text("人事異動の引き継ぎ", "handed over (personnel change)"),
    "accounts.join": Text("課の再編に伴い課を追加", "joined sections after a reorganisation"),
    "accounts.link": Text("パスワード設定用リンクを発行", "issued a one-time link"),
    "accounts.list": Text("アカウント一覧を取込み", "took a list of accounts in"),
    "accounts.revoke_link": Text("パスワード設定用リンクを取消し", "revoked a one-time link"),
    "accounts.set_active": Text("アカウントを停止・再開", "switched an account off or on"),
    "accounts.set_number_keys": Text("数字キーの設定を変更", "set number keys"),
    "accounts.set_password": Text("パスワードを設定", "set a password"),
    "accounts.sign_in": Text("ログイン", "signed in"),
    "accounts.sign_out": Text("ログアウト", "signed out"),
    "audit.export": Text("操作記録を出力", "exported the audit log"),
    "backup.failed": Text("バックアップに失敗", "a backup failed"),
    "backup.made": Text("バックアップを作成", "made a backup"),
    "disposal.dispose": Text("調査を廃棄", "disposed of a survey"),
    "editions.make": Text("版を作成", "made an edition"),
    "files.drop_unused": Text("使われていないファイルを削除", "dropped unused files"),
    "flags.asked": Text("フラグについて課に確認中", "asked a section about a flag"),
    "flags.confirmed": Text("フラグの回答をこのまま確認", "confirmed a flagged answer"),
    "flags.corrected": Text("フラグの回答を訂正", "corrected a flagged answer"),
    "flags.reopen": Text("フラグを未確認に戻した", "reopened a flag"),
    "hearings.change": Text("ヒアリングの設定を変更", "changed a hearing series"),
    "hearings.close": Text("ヒアリングを終了", "closed a hearing series"),
    "hearings.decide": Text("ヒアリング対象課を決定・変更", "decided on a section to be heard"),
    "hearings.new": Text("ヒアリングを作成", "made a hearing series"),
    "hearings.nominate": Text("ヒアリング対象課を推薦", "nominated a section for a hearing"),
    "hearings.note_unlisted": Text("調査票にない事業を記録", "noted a project not reported"),
    "hearings.reopen": Text("ヒアリングを再開", "reopened a hearing series"),
    "hearings.weigh": Text("ヒアリング候補の重みを変更", "changed the weights of candidates"),
    "hearings.withdraw_nomination": Text("推薦を取下げ", "withdrew a nomination"),
    "hearings.withdraw_unlisted": Text("調査票にない事業の記録を取下げ", "withdrew a project not reported"),
    "hearings.add_day": Text("ヒアリングの開催日を追加", "added a hearing day"),
    "hearings.attend": Text("委員の出欠を記入", "noted a member's attendance"),
    "hearings.board": Text("ヒアリングの日程案を変更", "changed the draft schedule"),
    "hearings.change_day": Text("ヒアリングの開催日を変更", "changed a hearing day"),
    "hearings.drop_day": Text("ヒアリングの開催日を取りやめ", "dropped a hearing day"),
    "hearings.publish": Text("ヒアリングの日程を公表", "published the schedule"),
    "hearings.undo": Text(
        "日程案の操作を元に戻す・やり直す", "undid or redid a change of the draft schedule"
    ),
    "hearings.wish": Text("課の都合を記入", "noted when a section can come"),
    "importing.import": Text("調査を取込み", "imported a survey"),
    "notices.again": Text("メールを再送待ちに", "queued a mail again"),
    "notices.cancel": Text("メールを取りやめ", "cancelled a mail"),
    "notices.choose": Text("送信先を選択", "chose recipients"),
    "notices.copies": Text("課長への写しの設定を変更", "set copies to heads"),
    "notices.discard": Text("下書きを破棄", "discarded drafts"),
    "notices.draft": Text("メールの下書きを作成", "drafted mails"),
    "notices.edit": Text("メールの文面を修正", "edited a mail"),
    "notices.failed": Text("メールの送信に失敗", "a mail failed"),
    "notices.office": Text("お知らせの設定を変更", "set the office of notices"),
    "notices.post": Text("メールを送信待ちに", "queued a mail"),
    "notices.reword": Text("一括の文面を修正", "reworded a batch"),
    "notices.schedule": Text("督促の予定を変更", "set the schedule of reminders"),
    "notices.send": Text("一括送信を決定", "sent a batch"),
    "notices.sent": Text("メールを送信", "a mail was sent"),
    "notices.unclear": Text("メールの送信結果が不明", "a mail's outcome is unclear"),
    "notices.was_sent": Text("送信済みと確認", "confirmed that a mail was sent"),
    "organisation.add_department": Text("部を追加", "added a department"),
    "organisation.add_section": Text("課を追加", "added a section"),
    "organisation.add_unit": Text("係を追加", "added a unit"),
    "organisation.edit_section": Text("課を変更", "changed a section"),
    "organisation.edit_unit": Text("係を変更", "changed a unit"),
    "organisation.end_department": Text("部を廃止", "ended a department"),
    "organisation.end_section": Text("課を廃止", "ended a section"),
    "organisation.merge": Text("課を統合", "merged sections"),
    "organisation.order": Text("並び順を変更", "changed the order"),
    "organisation.rename_department": Text("部の名称を変更", "renamed a department"),
    "organisation.rename_section": Text("課の名称・所属を変更", "renamed or moved a section"),
    "organisation.split": Text("課を分割", "split a section"),
    "organisation.take": Text("組織の一覧を取込み", "took the organisation's list in"),
    "oversight.asked": Text("食い違いを課に確認中", "asked about a contradiction"),
    "oversight.open": Text("食い違いを未確認に戻した", "reopened a contradiction"),
    "oversight.settled": Text("食い違いを解決済みに", "settled a contradiction"),
    "responses.add_form": Text("調査票を追加", "added a form"),
    "responses.approve": Text("決裁", "approved"),
    "responses.declare_none": Text("該当なしを記入", "noted “we have none”"),
    "responses.delete": Text("作成中の調査票を削除", "deleted a draft"),
    "responses.goes_on": Text(
        "前回から引き継いだ事業の継続を確認", "confirmed that a carried project goes on"
    ),
    "responses.move": Text("調査票の順序を変更", "moved a form"),
    "responses.note": Text("備考を変更", "changed a note"),
    "responses.proxy_seen": Text("事務局入力を確認", "saw a proxy entry"),
    "responses.pull_back": Text("決裁依頼を引戻し", "pulled back"),
    "responses.restore": Text("削除した調査票を元に戻した", "restored a form"),
    "responses.return": Text("差戻し", "returned for correction"),
    "responses.save": Text("下書きを保存", "saved a draft"),
    "responses.send_back": Text("課内で差戻し", "sent back inside the section"),
    "responses.send_for_approval": Text("決裁を依頼", "asked for approval"),
    "responses.submit": Text("提出", "submitted"),
    "responses.submit_unapproved": Text("決裁なしで提出", "submitted without approval"),
    "responses.take_return_back": Text("差戻しを取消し", "took a return back"),
    "responses.withdraw": Text("取下げ", "withdrew a project"),
    "results.release": Text("集計表を委員に公開", "released tables to members"),
    "results.withdraw_release": Text("集計表の公開を取りやめ", "withdrew a release"),
    "rounds.change": Text("調査の設定を変更", "changed a survey"),
    "rounds.create": Text("調査を作成", "made a survey"),
    "rounds.end_extension": Text("期限の延長を取消し", "ended an extension"),
    "rounds.extend": Text("課の期限を延長", "extended a section's dates"),
    "rounds.follow_names": Text("調査の課名を現在の名称に", "followed the sections' names"),
    "rulings.add": Text("記入なし等の規則を追加", "added a rule on non-answers"),
    "rulings.change": Text("記入なし等の規則を変更", "changed a rule on non-answers"),
    "rulings.delete": Text("記入なし等の規則を削除", "deleted a rule on non-answers"),
    "rulings.override": Text("一つの回答の扱いを変更", "overrode one ruling"),
    "succession.become": Text("前回の計画を実施事業に", "made a project of last time's plan"),
    "succession.make": Text("前回の調査から調査を作成", "made a survey from the last one"),
    "workbooks.take": Text("Excel 調査票を取込み", "took a workbook in"),
}
#: What the particulars of an act are called.
DETAILS: Final[Mapping[str, Text]] = {
    "active": Text("使用", "active"), "answers": Text("回答数", "answers"), "by": Text("方法", "by"),
    "changed": Text("変更箇所", "changed"), "contact": Text("問い合わせ先", "contact"), "day": Text("日付", "day"),
    "deadline": Text("提出期限", "deadline"), "declared": Text("該当なし", "declared none"),
    "deputy": Text("代決", "deputy"), "edit_until": Text("修正の最終日", "last day for edits"),
    "edition": Text("版", "edition"), "ended": Text("終了数", "ended"), "files": Text("ファイル", "files"),
    "form": Text("調査票", "form"), "forms": Text("調査票", "forms"), "kind": Text("種類", "kind"),
    "lines": Text("行数", "lines"), "moves": Text("引き継ぎ", "moves"), "name": Text("名称", "name"),
    "new": Text("新", "new"), "new_until": Text("新規の最終日", "last day for new entries"), "note": Text("メモ", "note"),
    "none": Text("該当なし", "none"), "off": Text("停止", "off"), "on": Text("使用", "on"),
    "counts": Text("削除数", "counts"), "record": Text("廃棄の記録", "record"), "days": Text("日数", "days"),
    "lists": Text("一覧", "lists"), "previous": Text("前回の調査", "previous survey"), "old": Text("旧", "old"), "phrase": Text("語句", "phrase"),
    "question": Text("設問", "question"), "questionnaire": Text("調査票の種類", "questionnaire"),
    "questions": Text("設問", "questions"), "reason": Text("理由", "reason"), "role": Text("役割", "role"),
    "round": Text("調査", "survey"), "rule": Text("規則", "rule"), "ruling": Text("扱い", "ruling"),
    "section": Text("課", "section"), "sections": Text("課", "sections"), "source": Text("提出元", "source"),
    "state": Text("状態", "state"), "submission": Text("提出", "submission"), "until": Text("期限", "until"),
    "was": Text("変更前", "was"), "word": Text("語句", "word"), "archived_at": Text("保存", "archived"),
    "keep_until": Text("保存年限", "kept until"), "approval": Text("決裁", "approval"),
}  # fmt: skip


def label(action: str) -> Text:
    """What an act is called."""
    known = ACTIONS.get(action)
    if known is not None:
        return known
    feature, _, act = action.partition(".")
    named = FEATURES.get(feature)
    return Text(f"{named.ja}（{act}）", f"{named.en} ({act})") if named else Text(action, action)


def called(word: str) -> list[str]:
    """The acts whose words hold this word, in either language."""
    key = search_key(word)
    return [a for a, t in ACTIONS.items() if key in search_key(t.ja) or key in search_key(t.en)]
