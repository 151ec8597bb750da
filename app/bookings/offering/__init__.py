"""The catalogue at the desk: seen, edited with what each change does, its rules tried out, its past.

`shapes`, `sheets` and `deadlines` are the forms, `changing` what they make of the commune's file, `showing` what pages show of it, `trying` the rule tester.
"""
