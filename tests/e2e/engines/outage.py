"""What roles say while a server is away: that, and nothing else that is an error."""

KAFKA = r"kafka \("
POSTGRES = r"cannot connect to the database|PostgreSQL (does not answer|refused it: .*statement timeout)"
REDIS = r"redis at "

EXPECTED = [
    r'message="a part is missing" part=(log|store|queue) error=',
    rf'message="a step failed and will be repeated" service=\w+ error="({KAFKA}|{POSTGRES}|{REDIS})',
]
