"""What Rasa as it comes makes of the same training messages: DIET, and its logistic regression."""
