"""Time: the clock, working days and service hours, all in China Standard Time."""
