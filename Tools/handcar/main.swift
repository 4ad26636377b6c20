print("handcar")
