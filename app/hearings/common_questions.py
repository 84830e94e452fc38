"""What every section may be asked: the questions a new series begins with.

The eight topics are those of the hearings of 2010; the wording is ours, short enough to be read aloud.
"""

from __future__ import annotations

from typing import Final

from forms.questions import Text

USUAL: Final = (
    Text(
        "調査票の回答は、課の中で誰が、どのように話し合ってまとめましたか。",
        "Who in your section worked out the answers to the survey, and how?",
    ),
    Text(
        "市と市民・団体が対等な立場で理解し合うために、どのような工夫をしていますか。これから試したいことはありますか。",
        "What do you do so that the city and citizens’ groups meet as equals and understand each other?"
        " What would you like to try?",
    ),
    Text(
        "協働を進めるうえで、職員の意識や仕事の進め方で変える必要があると感じる点はどこですか。",
        "What in the attitude of staff, or in the way they work, has to change for working together?",
    ),
    Text(
        "協働を進めるために、市民や団体に期待することは何ですか。",
        "What do you expect of citizens and groups?",
    ),
    Text(
        "協働を進めるために、市として整えたい仕組みや支援（予算、場所、情報、相談窓口など）は何ですか。",
        "Which arrangements or support (money, places, information, advice) should the city provide?",
    ),
    Text(
        "いま行っている事業について、相手の団体の評価や要望をどのように聞いていますか。どのような声がありましたか。",
        "How do you learn what your partners think of the running projects? What did they say?",
    ),
    Text(
        "市民や団体が関わっているのに、Ａ調査票に書かなかった事業はありますか。あれば、書かなかった理由も教えてください。",
        "Do citizens or groups take part in any project that you did not report on form A? If so, why not?",
    ),
    Text(
        "これから新しい事業を協働で行うとしたら、何が難しいと思いますか。",
        "If you were to start another project together with citizens, what would be difficult?",
    ),
)  # fmt: skip
