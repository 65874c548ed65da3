"""What production consists of besides the code: units, nginx, environment; and the trial that runs exactly that."""
