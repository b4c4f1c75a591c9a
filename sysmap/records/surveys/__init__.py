"""Surveys: questions in blocks, answers, respondents, and roster workbooks that are sent out and come back."""
