"""Cities, the networks they belong to, the contacts in them, and the policy areas by which approaches are tagged."""

from cities.models.contacts import Contact
from cities.models.networks import TWICE_IN_NETWORK, Membership, Network
from cities.models.places import City, CitySection, Takeaway
from cities.models.policy_areas import PolicyArea

__all__ = ["TWICE_IN_NETWORK", "City", "CitySection", "Contact", "Membership", "Network", "PolicyArea", "Takeaway"]
