"""Tests of the channels, each on the same contract."""
