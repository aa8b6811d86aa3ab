"""Syntax: the bytes of a note become its properties, links, fields, tasks and tags, each with its line."""
