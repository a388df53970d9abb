"""Who we are: members and their rights, clients we act for (委託元), our numbers and hours, and what we brought in."""
