"""Surveys: questions in blocks, answers and respondents."""
