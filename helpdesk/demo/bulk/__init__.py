"""A big desk in minutes: the played demo is copied, each copy at another time, of another player, in other words.

Every copied ticket was lived once through the product's own actions, so states, clocks, alarms, events and search words
are what the product makes. Only moments are taken at which the product's own clock reads the same life the same way.
"""
