"""Speech for telephone platforms that cannot speak by themselves."""
