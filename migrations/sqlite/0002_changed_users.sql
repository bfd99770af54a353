-- An outgoing row also names the recipients whose waiting notifications are to be taken back.
ALTER TABLE outgoing ADD COLUMN changed_users BLOB NOT NULL DEFAULT x'';
