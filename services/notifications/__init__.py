"""Notifications: decides who is told what, when and how; delivers it; and can prove what was sent."""
