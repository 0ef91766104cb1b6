"""What every proof needs: a daemon of its own, clients, and watchers that tell what it cost."""
