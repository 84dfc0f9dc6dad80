"""The outside benchmark on tweets invented here: reading the file, the words, training and scoring."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.smdis.score import score_file
from benchmarks.smdis.symptom_words import dissect_tweet
from benchmarks.smdis.tweets import SYMPTOMS, halves, read_tweets

HEAD = ["tag", "question", "optionA", "optionB", "answer"]


def write(path: Path, tweets: list[tuple[str, set[str]]], symptoms: tuple[str, ...] = SYMPTOMS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEAD)
        for text, found in tweets:
            for symptom in symptoms:
                rows.writerow(
                    [symptom, f"症状がありましたか？\n「{text}」", "ある", "ない", "A" if symptom in found else "B"]
                )
    return path


def test_a_tweet_is_gathered_from_its_eight_rows(tmp_path: Path) -> None:
    tweets = read_tweets(write(tmp_path / "s.csv", [("「頭」が痛い", {"headache"}), ("眠い", set())]))
    assert [(tweet.text, set(tweet.symptoms)) for tweet in tweets] == [("「頭」が痛い", {"headache"}), ("眠い", set())]
    assert [len(half) for half in halves(tweets)] == [1, 1]


def test_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not every tweet"):
        read_tweets(write(tmp_path / "s.csv", [("眠い", set())], SYMPTOMS[:7]))
    with pytest.raises(ValueError, match="unknown symptom"):
        read_tweets(write(tmp_path / "s.csv", [("眠い", set())], (*SYMPTOMS, "gout")))
    (tmp_path / "s.csv").write_text("text,label\n眠い,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no column"):
        read_tweets(tmp_path / "s.csv")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("頭がずきずきする", {"headache", "headache/present"}),
        ("熱はないよ", {"fever", "fever/negated"}),
        ("ハナミズが止まらない", {"runnynose", "runnynose/present"}),
        ("花粉症対策の本", {"hayfever", "hayfever+対策"}),
    ],
)
def test_symptom_words_are_found_with_how_they_are_said(text: str, marks: set[str]) -> None:
    assert marks <= {hit.code.value for hit in dissect_tweet(text).hits}


@pytest.mark.parametrize("text", ["仕事に熱中してる", "熱湯をそそぐ", "カゼインの話"])
def test_words_that_hold_the_letters_only_are_not(text: str) -> None:
    assert not dissect_tweet(text).hits


def test_what_the_training_half_shows_is_found_in_the_other(tmp_path: Path) -> None:
    said = [
        ("頭痛がひどい", {"headache"}),
        ("咳が止まらない", {"cough"}),
        ("今日は晴れた", set()),
        ("下痢で休む", {"diarrhea"}),
    ]
    said += [("インフルになった", {"influenza", "fever"}), ("鼻水が出る", {"runnynose"}), ("風邪ひいた", {"cold"})]
    said += [("花粉症がつらい", {"hayfever"}), ("熱が出た", {"fever"})]
    tails = ["。", "よ", "！", "わ", "、もう", "ー"]
    tweets = [(text + tail, found) for tail in tails for text, found in said]
    scored = score_file(write(tmp_path / "s.csv", tweets))
    assert scored["figures"]["micro-F1"].value > 0.9
    assert scored["split"].startswith("trained on the first 27 tweets")
