//! Attachments: papers of forms, stored once by their content.
