"""Where people read what to do: pages of DataCite's documentation."""

_DOCS = "https://support.datacite.org/docs"

API = f"{_DOCS}/api"
API_GET = f"{_DOCS}/api-get-doi"
CREATE = f"{_DOCS}/api-create-dois"
FINDABLE = f"{_DOCS}/api-create-dois#create-a-findable-doi"
INTEGRATORS = f"{_DOCS}/best-practices-for-integrators"
LANDING_PAGES = f"{_DOCS}/landing-pages"
LINK_CHECKER = f"{_DOCS}/link-checker"
STATES = f"{_DOCS}/mds-api-guide#doi-states"
TESTING = f"{_DOCS}/testing-guide"

SCHEMA = "https://schema.datacite.org/"
STATUS = "https://status.datacite.org"
