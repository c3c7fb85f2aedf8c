"""Which money is the money of a place."""

CURRENCIES = {
    "CN": "CNY", "HK": "HKD", "MO": "MOP", "TW": "TWD", "KR": "KRW", "JP": "JPY", "VN": "VND", "TH": "THB", "SG": "SGD",
    "MY": "MYR", "ID": "IDR", "PH": "PHP", "IN": "INR", "US": "USD", "CA": "CAD", "GB": "GBP", "AU": "AUD", "NZ": "NZD",
    "BR": "BRL", "MX": "MXN", "EU": "EUR", "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR", "NL": "EUR",
}  # fmt: skip


def currency_of(jurisdiction: str) -> str | None:
    """The currency of a jurisdiction such as `CN` or `EU-DE`; None where it is not in the table."""
    return CURRENCIES.get(jurisdiction) or CURRENCIES.get(jurisdiction.partition("-")[0])
