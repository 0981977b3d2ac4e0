//! Looking up people, queues and teams to name them in a form.
