"""Features, training, evaluation, explanation; the only place that knows scikit-learn."""
