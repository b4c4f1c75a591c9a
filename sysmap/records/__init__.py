"""Files to tables: whatever an enabler holds becomes clean records, every doubt shown."""
