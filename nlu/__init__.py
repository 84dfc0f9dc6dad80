"""Language understanding: Rasa graph components around ``nlu.core``, which needs no Rasa."""
