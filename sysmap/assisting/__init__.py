"""A person is shown what a file is taken for, corrects it, and has it remembered."""
