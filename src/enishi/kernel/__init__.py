"""What every room stands on: numbers, kana, Japanese dates, the clock, ids, words. No models."""
