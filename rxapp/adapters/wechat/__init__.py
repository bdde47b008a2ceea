"""WeChat's official account: messages, callbacks, binding. `http` and `token` serve WeCom too."""
