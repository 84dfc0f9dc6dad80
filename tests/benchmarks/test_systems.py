"""The simpler systems: a keyword list, and plain Rasa through its rankings."""

from __future__ import annotations

from pathlib import Path

from benchmarks.evaluate.run import KEYWORDS
from benchmarks.evaluate.systems import (
    COMPARABLE,
    best_threshold,
    read_by_keywords,
    read_by_ranking,
    read_keywords,
)
from benchmarks.plain_rasa.rankings import Folder, rank
from benchmarks.plain_rasa.training_data import KINDS, configuration, digest, intent_rows, nlu_data
from bot.domain.vocabulary import Act, ConcernCode, SignalCode
from nlu.core.examples import Example, GoldConcern
from tests.benchmarks.cases import gold, message

BOTH = (GoldConcern(ConcernCode.DEBT), GoldConcern(ConcernCode.ARREARS))
EXAMPLES = [
    Example("借金があって家賃も払えない", Act.TELL, concerns=BOTH),
    Example("ありがとう", Act.THANK),
    Example("死にたい", Act.TELL, signals=(), concerns_known=False),
]


def test_the_keyword_list_knows_every_concern_and_nothing_else() -> None:
    assert set(read_keywords(KEYWORDS)) == {code.value for code in ConcernCode}


def test_keywords_rank_by_the_words_found_and_bring_fields_and_signals_along() -> None:
    words = {"debt": ["借金"], "child_maltreatment": ["虐待", "叩い"], "illness": ["病気"]}
    (said,) = read_by_keywords(words, [message(text="借金があって虐待して叩いた")])
    assert said.concerns == ("child_maltreatment", "debt")
    assert said.best[0] == "child_maltreatment"
    assert said.fields == ("child", "poverty")
    assert said.signals == ("child_abuse",)
    assert said.understanding is None


def test_a_ranking_is_believed_from_the_threshold_on_and_none_is_no_concern() -> None:
    ranking = [("none", 0.5), ("debt", 0.3), ("arrears", 0.2), ("illness", 0.0)]
    (said,) = read_by_ranking([ranking], 0.25)
    assert said.concerns == ("debt",)
    assert said.best == ("debt", "arrears", "illness")
    assert read_by_ranking([ranking], 0.6)[0].concerns == ()


def test_the_threshold_is_the_one_with_the_best_f1() -> None:
    rankings = [[("debt", 0.5), ("illness", 0.3)], [("illness", 0.2), ("debt", 0.1)]]
    messages = [message(concerns=(gold("debt"),)), message()]
    assert 0.3 < best_threshold(rankings, messages) <= 0.5


def test_signals_that_a_concern_stands_for() -> None:
    assert {"dv", "child_abuse", "elder_abuse", "disability_abuse", "no_food_money"} == COMPARABLE
    assert set(COMPARABLE) < {code.value for code in SignalCode}


def test_a_message_with_two_concerns_is_given_twice_and_one_of_unknown_concerns_not_at_all() -> None:
    rows = intent_rows(EXAMPLES)
    assert sorted(rows) == [
        ("arrears", "借金があって家賃も払えない"),
        ("debt", "借金があって家賃も払えない"),
        ("none", "ありがとう"),
    ]
    assert [block["intent"] for block in nlu_data(rows)["nlu"]] == ["arrears", "debt", "none"]


def test_a_model_is_known_by_its_messages_and_its_configuration() -> None:
    rows = intent_rows(EXAMPLES)
    assert digest(rows, "diet") == digest(list(reversed(rows)), "diet")
    assert len({digest(rows, kind) for kind in KINDS}) == len(KINDS)
    assert digest(rows, "lr") != digest(rows[1:], "lr")
    assert configuration("lr")["pipeline"][-1]["name"] == "LogisticRegressionClassifier"


def test_rankings_are_kept_and_never_made_unasked(tmp_path: Path) -> None:
    rows = intent_rows(EXAMPLES)
    folder = Folder.of(tmp_path, rows, "lr")
    assert rank(folder, rows, "lr", ["借金"], train=False) is None
    folder.path.mkdir(parents=True)
    folder.keep({"借金": [("debt", 0.9)]})
    assert rank(folder, rows, "lr", ["借金", "借金"], train=False) == [[["debt", 0.9]], [["debt", 0.9]]]
    assert rank(folder, rows, "lr", ["借金", "家賃"], train=False) is None
