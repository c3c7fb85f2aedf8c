"""The state's real-name system of China (interface V1.8 of 2021-02-20): off unless the settings connect it."""
