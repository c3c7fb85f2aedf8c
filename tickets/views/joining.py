def join_desk():
    pass
