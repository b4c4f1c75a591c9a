"""Surveys: questions in blocks, answers, respondents, and roster workbooks sent out and returned."""
