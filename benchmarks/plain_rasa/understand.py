"""Reads ``{"id", "text"}`` lines with Rasa's own agent and answers each, in the plain environment."""

from __future__ import annotations

import asyncio
import json
import sys

# Rasa's own words, which it prints before it is configured, are no answers.
answers, sys.stdout = sys.stdout, sys.stderr

from rasa.core.agent import Agent  # noqa: E402


def main(model: str) -> None:
    """Answer until the input ends."""
    agent = Agent.load(model_path=model)
    loop = asyncio.new_event_loop()
    for line in sys.stdin:
        item = json.loads(line)
        found = loop.run_until_complete(agent.parse_message(item["text"]))
        answer = {"id": item["id"], "intent": found["intent"], "entities": found["entities"]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
