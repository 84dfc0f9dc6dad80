"""What reads Japanese and needs no Rasa: tested in milliseconds."""
