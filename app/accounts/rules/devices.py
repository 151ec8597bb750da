"""The browser and the machine of a connection, in words its owner recognises."""

# The first that is found wins: browsers pretend to be one another.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def words_of(user_agent: str) -> str:
    """As "Chrome sur Android". Only these words are kept, not the whole header."""
    browser = next((word for mark, word in BROWSERS if mark in user_agent), "Navigateur")
    system = next((word for mark, word in SYSTEMS if mark in user_agent), None)
    return f"{browser} sur {system}" if system else browser
