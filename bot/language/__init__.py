"""Chinese as consumers say it: script, numbers, dates, names, demands, feelings and danger.

Every finder takes the text as given (Simplified or Traditional, typed or transcribed) and returns
`Span`s whose offsets are valid in that text.
"""
