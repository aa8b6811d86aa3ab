-- ************************************
-- MONICA EXPORT
SET FOREIGN_KEY_CHECKS=0;
INSERT IGNORE INTO contacts (id,first_name) VALUES (1,'Sam');
