"""The Rasa seam: the only room, besides ``nlu``, that imports Rasa."""
